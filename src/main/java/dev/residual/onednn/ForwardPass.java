package dev.residual.onednn;

import java.util.List;

/** A plan with its place in memory: how the network computes one number of pictures. */
record ForwardPass(List<Step> steps, MemoryPlan placement, Tensor pictures, Tensor features) {

  ForwardPass(PlanBuilder plan, Tensor pictures, Tensor features) {
    this(plan.steps(), new MemoryPlan(plan.steps()), pictures, features);
  }

  /** Of pictures. */
  int count() {
    return pictures.size().pictures();
  }
}
