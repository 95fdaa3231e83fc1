package dev.residual.sweep;

import dev.residual.job.JobRequest;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A trial that can be trained.
 *
 * @param number from 1, in the order in which trials start
 * @param parameters the values that distinguish it, by the names of fields
 * @param request of its job, in which nothing is left to decide
 */
record PlannedTrial(int number, Map<String, JsonNode> parameters, JobRequest request) {}
