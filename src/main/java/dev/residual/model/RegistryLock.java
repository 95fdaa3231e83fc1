package dev.residual.model;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Serializes changes of models and aliases across all nodes by a lock on one row. */
final class RegistryLock {

  private final JdbcClient jdbc;

  RegistryLock(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Waits for the lock and holds it until the caller's transaction ends. */
  void acquire() {
    jdbc.sql("select id from registry_lock for update").query(Integer.class).single();
  }
}
