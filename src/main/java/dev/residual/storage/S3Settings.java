package dev.residual.storage;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A bucket. Who we are in it is found as all AWS clients find it: environment, profile, the role of
 * the container or of the machine.
 *
 * @param bucket its name
 * @param prefix what our keys in it begin with, such as {@code residual/}
 * @param region of the bucket; found as the AWS clients find it if it is not said
 * @param endpoint of a store that is not Amazon's
 * @param pathStyle whether the bucket is part of the path and not of the host, as most stores that
 *     are not Amazon's want it
 */
record S3Settings(
    @NotBlank String bucket,
    @DefaultValue("")
        @Pattern(
            regexp = "([^/]+/)*",
            message = "must be empty or end with / and not begin with it, such as residual/")
        String prefix,
    @Nullable String region,
    @Nullable URI endpoint,
    @DefaultValue("false") boolean pathStyle) {}
