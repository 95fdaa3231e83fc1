package dev.residual.nn;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The two ways in which residual networks are written down. */
public enum Convention {
  /** Every convolution has a bias; the 1x1 shortcut has no batch norm. */
  @JsonProperty("article")
  ARTICLE,

  /** No convolution has a bias; the 1x1 shortcut has a batch norm. That of the paper. */
  @JsonProperty("torchvision")
  TORCHVISION
}
