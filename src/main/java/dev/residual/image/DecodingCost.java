package dev.residual.image;

/**
 * What it takes to decode a file, as its header tells.
 *
 * @param pixels number of pixels of the image
 * @param memory the most memory that is needed at a time, in bytes, without the file itself
 */
public record DecodingCost(long pixels, long memory) {}
