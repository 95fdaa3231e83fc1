package dev.residual.job;

import tools.jackson.databind.json.JsonMapper;

/** Creates job requests in which defaults are filled in. */
public final class Requests {

  public static final JobRequest DEFAULT = JobRequest.EMPTY;

  private Requests() {}

  public static JobRequest onDevice(String device) {
    return of("{\"device\": \"%s\", \"promote\": \"never\"}".formatted(device));
  }

  public static JobRequest named(String name, int priority) {
    return of(
        "{\"name\": \"%s\", \"priority\": %d, \"promote\": \"never\"}".formatted(name, priority));
  }

  public static JobRequest of(String json) {
    return new JsonMapper().readValue(json.replace('\'', '"'), JobRequest.class);
  }
}
