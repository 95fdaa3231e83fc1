package dev.residual.cluster;

/** What a node does: {@code residual.role}. */
public enum NodeRole {
  /** It answers requests and trains. */
  ALL,
  /** It answers requests and leaves training to workers. */
  API,
  /** It trains, and answers only requests for its health and metrics. */
  WORKER;

  /** Tells whether the node runs training jobs. */
  public boolean trains() {
    return this != API;
  }

  /** Tells whether the node answers client requests. */
  public boolean answers() {
    return this != WORKER;
  }
}
