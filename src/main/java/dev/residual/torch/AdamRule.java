package dev.residual.torch;

/**
 * The update rule of Adam (Kingma and Ba, 2014, algorithm 1) or AdamW (Loshchilov and Hutter, 2017,
 * algorithm 2), as PyTorch defines them.
 *
 * @param weightDecay factor; this share of the weight is added to the gradient or, if {@code
 *     decoupled}, is multiplied by the learning rate and subtracted from the weight itself
 */
public record AdamRule(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    boolean decoupled) {}
