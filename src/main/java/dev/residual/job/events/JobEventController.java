package dev.residual.job.events;

import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The REST endpoints for the metrics and events of a job. */
@RestController
@RequestMapping("/jobs/{id}")
@Tag(name = "Jobs")
class JobEventController {

  private static final String LIMIT = "must be between {min} and {max}";
  private static final String MAX_STEPS = "10000";
  private static final String LAST_EVENT_ID = "Last-Event-ID";
  private static final String LAST_EVENT_ID_PARAMETER = "lastEventId";

  private final JobMetrics metrics;
  private final JobEventStreams streams;

  JobEventController(JobMetrics metrics, JobEventStreams streams) {
    this.metrics = metrics;
    this.streams = streams;
  }

  @GetMapping("/metrics")
  @Operation(
      operationId = "getJobMetrics",
      summary = "Get the metrics of a job: each logged step and each epoch")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "A parameter is invalid")
  @ApiResponse(responseCode = "404", description = "No job has this id")
  JobMetricsView metrics(
      @PathVariable UUID id,
      @RequestParam(defaultValue = MAX_STEPS)
          @Parameter(description = "maximum number of steps")
          @Range(min = 1, max = 10_000, message = LIMIT)
          int limit,
      @RequestParam(required = false) @Parameter(description = "nextCursor of the previous page")
          @Nullable String cursor) {
    return metrics.metrics(id, StepCursor.parse(cursor), limit);
  }

  @GetMapping(value = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Operation(
      operationId = "followJob",
      summary = "Stream the events of a job as server-sent events, from the first to the last",
      description =
          "The events are status, step, epoch and model, each with an id and JSON data. A client"
              + " that reconnects with Last-Event-ID gets the events that it missed, also after a"
              + " restart of the service and from any node. A comment is sent at once and every 15"
              + " seconds. The stream ends after the final status, or when the client's key or token"
              + " is no longer accepted. A client that reads nothing for five seconds while events"
              + " wait for it is disconnected.")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
              schema = @Schema(type = "string"),
              examples =
                  @ExampleObject(
                      """
                      id:2
                      event:status
                      data:{"status":"RUNNING","attempt":1,"failure":null}

                      """)))
  @ApiResponse(
      responseCode = "204",
      description = "The job is over, and the client has all its events",
      content = @Content)
  @ApiResponse(responseCode = "400", description = "Last-Event-ID is not the id of an event")
  @ApiResponse(responseCode = "404", description = "No job has this id")
  @ApiResponse(
      responseCode = "429",
      description =
          "The client follows as many jobs as its limit allows, code too-many-event-streams")
  @ApiResponse(responseCode = "503", description = "Too many clients follow jobs of this node")
  void events(
      @PathVariable UUID id,
      @RequestHeader(name = LAST_EVENT_ID, required = false)
          @Parameter(description = "id of the last event that the client received")
          @Nullable String lastEventId,
      @RequestParam(name = LAST_EVENT_ID_PARAMETER, required = false)
          @Parameter(description = "the same for clients that cannot set the header, which wins")
          @Nullable String lastEventIdParameter,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    int last =
        isGiven(lastEventId)
            ? parseEventId(LAST_EVENT_ID, lastEventId)
            : parseEventId(LAST_EVENT_ID_PARAMETER, lastEventIdParameter);
    streams.open(id, last, request, response);
  }

  private static boolean isGiven(@Nullable String eventId) {
    return eventId != null && !eventId.isEmpty();
  }

  private static int parseEventId(String name, @Nullable String eventId) {
    if (eventId == null || eventId.isEmpty()) {
      return 0;
    }
    if (!eventId.matches("[0-9]{1,9}")) {
      throw Problem.refused(name, "must be the id of an event, was " + eventId);
    }
    return Integer.parseInt(eventId);
  }
}
