package dev.residual.torch;

/**
 * The update rule of stochastic gradient descent, as PyTorch defines it. The new velocity is {@code
 * momentum} times the velocity plus the gradient, and the learning rate times the velocity is
 * subtracted from the weight. With {@code nesterov}, the gradient plus {@code momentum} times the
 * velocity takes the place of the velocity (Sutskever et al., 2013).
 *
 * @param weightDecay factor of the weight that is added to the gradient
 */
public record SgdRule(double learningRate, double momentum, boolean nesterov, double weightDecay) {}
