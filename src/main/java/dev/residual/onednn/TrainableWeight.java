package dev.residual.onednn;

import ai.djl.ndarray.NDArray;

/**
 * A parameter of a network in training.
 *
 * @param name its torchvision name
 * @param values fp32 values in the layout of its kernels, as one row; values that only fill a block
 *     of the layout are zero
 * @param gradient the gradient in the same layout, which each backward pass overwrites
 * @param decays whether weight decay applies to it, which it does not to norms and biases
 */
public record TrainableWeight(String name, NDArray values, NDArray gradient, boolean decays) {}
