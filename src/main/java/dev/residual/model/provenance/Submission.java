package dev.residual.model.provenance;

import java.util.Map;
import java.util.UUID;

/**
 * What asked for a training.
 *
 * @param job the job
 * @param request its whole request, with defaults filled in and with versions and ids in place of
 *     names
 */
public record Submission(UUID job, Map<String, Object> request) {}
