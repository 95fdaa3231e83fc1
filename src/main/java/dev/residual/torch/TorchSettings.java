package dev.residual.torch;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How libtorch is used.
 *
 * @param accelerate whether its faster ways are taken where they are right
 * @param retainFreedMemory whether freed memory is kept for the next training step; glibc only
 */
@ConfigurationProperties("residual.torch")
record TorchSettings(
    @DefaultValue("true") boolean accelerate, @DefaultValue("true") boolean retainFreedMemory) {}
