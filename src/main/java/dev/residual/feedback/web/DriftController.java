package dev.residual.feedback.web;

import dev.residual.feedback.FeedbackSettings;
import dev.residual.feedback.RecordedDays;
import dev.residual.feedback.drift.DriftDetector;
import dev.residual.feedback.drift.DriftReport;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tells whether what a model predicts has changed. */
@RestController
@Tag(name = "Models")
class DriftController {

  private static final int DEFAULT_DAYS = 7;
  private static final int MAX_DAYS = 92;

  /** A report may read millions of rows. */
  private static final int MAX_REPORTS = 2;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final DriftDetector detector;
  private final FeedbackSettings settings;
  private final Clock clock;
  private final Semaphore free = new Semaphore(MAX_REPORTS);

  DriftController(DriftDetector detector, FeedbackSettings settings, Clock clock) {
    this.detector = detector;
    this.settings = settings;
    this.clock = clock;
  }

  @GetMapping(path = "/models/{id}/drift", produces = MediaType.APPLICATION_JSON_VALUE)
  @FeedbackOperations.Drift
  DriftReport drift(
      @PathVariable UUID id,
      @RequestParam(required = false)
          @Parameter(description = "the first day in UTC; by default the sixth before the last one")
          @Nullable LocalDate from,
      @RequestParam(required = false)
          @Parameter(description = "the last day in UTC; by default today")
          @Nullable LocalDate to) {
    requireUsual("from", from);
    requireUsual("to", to);
    LocalDate last = to == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : to;
    LocalDate first = from == null ? last.minusDays(DEFAULT_DAYS - 1) : from;
    if (last.isBefore(first)) {
      throw Problem.refused("to", "must not be before from, was " + last);
    }
    long days = ChronoUnit.DAYS.between(first, last) + 1;
    if (days > MAX_DAYS) {
      throw Problem.refused(
          "from", "must be at most " + (MAX_DAYS - 1) + " days before to, was " + first);
    }
    settings.requireEnabled();
    if (!free.tryAcquire()) {
      throw Problem.of(
              HttpStatus.TOO_MANY_REQUESTS,
              "too-many-reports",
              MAX_REPORTS + " reports on drift are being made already. Try again later.")
          .retryAfter(RETRY_AFTER);
    }
    try {
      return detector.report(id, first, last);
    } finally {
      free.release();
    }
  }

  private static void requireUsual(String field, @Nullable LocalDate day) {
    if (day != null && !RecordedDays.contain(day)) {
      throw Problem.refused(field, "must be a day of the years 2000 to 6000, was " + day);
    }
  }
}
