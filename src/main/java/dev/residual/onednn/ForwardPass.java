package dev.residual.onednn;

import java.util.List;

/** A plan with its place in memory: how the network computes one number of images. */
record ForwardPass(List<Step> steps, MemoryPlan placement, Tensor images, Tensor features) {

  ForwardPass(PlanBuilder plan, Tensor images, Tensor features) {
    this(plan.steps(), new MemoryPlan(plan.steps()), images, features);
  }

  /** Of images. */
  int count() {
    return images.size().images();
  }
}
