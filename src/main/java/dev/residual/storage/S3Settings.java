package dev.residual.storage;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the S3 bucket that stores the artifacts. Credentials are found as by all AWS clients:
 * from the environment, a profile, or the role of the container or of the machine.
 *
 * @param bucket name of the bucket
 * @param prefix prefix of all keys in it, such as {@code residual/}
 * @param region of the bucket, by default found as by all AWS clients
 * @param endpoint of a store other than Amazon S3
 * @param pathStyle whether the bucket is in the path and not in the host name, as most stores other
 *     than Amazon S3 need
 */
record S3Settings(
    @NotBlank String bucket,
    @DefaultValue("")
        @Pattern(
            regexp = "([^/]+/)*",
            message = "must be empty, or end with / and not begin with /, such as residual/")
        String prefix,
    @Nullable String region,
    @Nullable URI endpoint,
    @DefaultValue("false") boolean pathStyle) {}
