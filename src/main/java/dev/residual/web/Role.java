package dev.residual.web;

/** What a node does, as {@code residual.role} says. */
public enum Role {
  /** Serves requests and trains. */
  ALL,
  /** Serves requests, and leaves training to workers. */
  API,
  /** Trains; serves only the requests for its health and metrics. */
  WORKER;

  public boolean trains() {
    return this != API;
  }

  public boolean answers() {
    return this != WORKER;
  }
}
