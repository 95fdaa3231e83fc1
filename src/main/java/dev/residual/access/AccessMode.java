package dev.residual.access;

/** Whether clients need a key, as set by {@code residual.access.mode}. */
public enum AccessMode {
  /** None is needed while the service listens on the loopback interface only. */
  AUTO,
  /** Every client needs one. */
  KEYS,
  /** None is needed. */
  OPEN
}
