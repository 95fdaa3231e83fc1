package dev.residual.onednn;

import java.util.List;

/** A plan with its place in memory: how the network computes one number of pictures. */
record Forward(List<Step> steps, Placement placement, Tensor pictures, Tensor features) {

  Forward(Plan plan, Tensor pictures, Tensor features) {
    this(plan.steps(), new Placement(plan.steps()), pictures, features);
  }

  /** Of pictures. */
  int count() {
    return pictures.size().pictures();
  }
}
