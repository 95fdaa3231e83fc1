package dev.residual.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job has reached one of its final states.
 *
 * @param failure the reason, if it failed
 */
public record JobFinished(UUID job, JobStatus status, @Nullable JobFailure failure) {}
