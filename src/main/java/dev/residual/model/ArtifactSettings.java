package dev.residual.model;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param folder where models are kept; all nodes of a cluster share it
 */
@Validated
@ConfigurationProperties("residual.artifacts")
record ArtifactSettings(@NotNull @DefaultValue("./data/artifacts") Path folder) {}
