package dev.residual.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** From which mean and scale the pixels of a training are normalized. */
public enum NormalizationKind {
  /** Black becomes -1 and white becomes 1, as in the article. */
  @JsonProperty("article")
  ARTICLE,

  /** Each channel of the training images gets a mean of 0 and a standard deviation of 1. */
  @JsonProperty("computed")
  COMPUTED,

  /** The means and standard deviations of ImageNet, for three channels. */
  @JsonProperty("imagenet")
  IMAGENET
}
