package dev.residual.model;

import jakarta.persistence.LockModeType;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface Guards extends Repository<Guard, Integer> {

  /** Waits until nobody else changes the registry, and keeps it so until the transaction ends. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select g from Guard g")
  Guard hold();
}
