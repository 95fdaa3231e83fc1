package dev.residual.torch;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings for the use of libtorch.
 *
 * @param accelerate whether accelerations are used where their results are correct
 * @param retainFreedMemory whether freed memory is kept for the next training step, only with glibc
 */
@ConfigurationProperties("residual.torch")
record TorchSettings(
    @DefaultValue("true") boolean accelerate, @DefaultValue("true") boolean retainFreedMemory) {}
