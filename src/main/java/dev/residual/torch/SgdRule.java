package dev.residual.torch;

/**
 * Stochastic gradient descent as PyTorch defines it: the velocity is {@code momentum} times itself
 * plus the gradient, and the weight goes against it by the learning rate. With {@code nesterov} the
 * weight goes where the velocity would lead next (Sutskever et al., 2013).
 *
 * @param weightDecay times the weight it is added to the gradient
 */
public record SgdRule(double learningRate, double momentum, boolean nesterov, double weightDecay) {}
