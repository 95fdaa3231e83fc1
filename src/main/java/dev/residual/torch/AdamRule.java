package dev.residual.torch;

/**
 * Adam (Kingma and Ba, 2014, algorithm 1) or AdamW (Loshchilov and Hutter, 2017, algorithm 2), as
 * PyTorch defines them.
 *
 * @param weightDecay times the weight it is added to the gradient; when {@code decoupled} it takes,
 *     times the learning rate, from the weight itself
 */
public record AdamRule(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    boolean decoupled) {}
