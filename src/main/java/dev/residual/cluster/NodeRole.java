package dev.residual.cluster;

/** The work that a node does, as set by {@code residual.role}. */
public enum NodeRole {
  /** The node answers requests and runs training jobs. */
  ALL,
  /** The node answers requests and leaves training to workers. */
  API,
  /** The node runs training jobs and answers only requests for its health and metrics. */
  WORKER;

  /** Returns whether the node runs training jobs. */
  public boolean trains() {
    return this != API;
  }

  /** Returns whether the node answers client requests. */
  public boolean answers() {
    return this != WORKER;
  }
}
