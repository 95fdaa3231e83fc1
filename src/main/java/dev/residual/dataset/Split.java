package dev.residual.dataset;

/**
 * Two disjoint parts of the training pictures, as ascending indices.
 *
 * @param train what is left to learn from
 * @param heldOut what the network never learns from
 */
@SuppressWarnings("ArrayRecordComponent") // made for Pictures.select, never compared
public record Split(int[] train, int[] heldOut) {}
