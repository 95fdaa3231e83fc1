package dev.residual.onednn;

import java.util.List;

/** The steps and the memory plan with which a network computes one number of images. */
record ForwardPass(List<Step> steps, MemoryPlan memoryPlan, Tensor images, Tensor features) {

  ForwardPass(PlanBuilder plan, Tensor images, Tensor features) {
    this(plan.steps(), new MemoryPlan(plan.steps()), images, features);
  }

  /** Returns the number of images. */
  int count() {
    return images.size().images();
  }
}
