package dev.residual.web;

/** What a process is for: {@code residual.role}. */
public enum Role {
  /** It answers and trains. */
  ALL,
  /** It answers, and leaves training to workers. */
  API,
  /** It trains; of calls it answers only those of its health and meters. */
  WORKER;

  public boolean trains() {
    return this != API;
  }

  public boolean answers() {
    return this != WORKER;
  }
}
