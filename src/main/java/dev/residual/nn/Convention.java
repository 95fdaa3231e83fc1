package dev.residual.nn;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The two conventions for biases and shortcut norms in residual networks. */
public enum Convention {
  /** Every convolution has a bias, and the 1x1 shortcut has no batch norm. */
  @JsonProperty("article")
  ARTICLE,

  /** No convolution has a bias, and the 1x1 shortcut has a batch norm, as in the paper. */
  @JsonProperty("torchvision")
  TORCHVISION
}
