package dev.residual.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Published when a job has reached a final status.
 *
 * @param failure the reason, if it failed
 */
public record JobFinished(UUID job, JobStatus status, @Nullable JobFailure failure) {}
