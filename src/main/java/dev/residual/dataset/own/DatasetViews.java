package dev.residual.dataset.own;

import dev.residual.dataset.DatasetView;
import dev.residual.dataset.DatasetView.Failure;
import dev.residual.dataset.DatasetView.ImportProgress;
import dev.residual.dataset.ingest.ImportObserver.Phase;
import dev.residual.dataset.pack.PackManifest;
import dev.residual.dataset.pack.Split;
import dev.residual.web.Link;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Shows versions of own data sets to clients. */
@Component
class DatasetViews {

  private static final int PERCENT = 100;

  private final Clock clock;

  DatasetViews(Clock clock) {
    this.clock = clock;
  }

  DatasetView of(DatasetVersion version) {
    @Nullable PackManifest manifest = version.manifest();
    String path = DatasetUploadController.PATH + "/" + version.reference();
    return new DatasetView(
        version.name(),
        version.version(),
        version.owner(),
        version.status(),
        manifest != null,
        manifest != null ? null : state(version),
        progress(version),
        version.failureCode() == null
            ? null
            : new Failure(version.failureCode(), String.valueOf(version.failureMessage())),
        count(manifest, Split.TRAIN),
        count(manifest, Split.VALIDATION),
        count(manifest, Split.TEST),
        manifest == null ? List.of() : manifest.labels(),
        manifest == null ? null : manifest.inputFormat(),
        PackDatasets.source(version),
        manifest == null ? null : DatasetKeys.pack(version.id(), version.attempt()),
        manifest == null ? Map.of() : Map.of(PackDatasets.DIGEST, manifest.digest()),
        version.createdAt(),
        new DatasetView.Links(
            new Link(path),
            manifest == null ? null : new Link(path + "/images"),
            manifest == null ? null : new Link(path + "/report")));
  }

  private static @Nullable Integer count(@Nullable PackManifest manifest, Split split) {
    return manifest == null ? null : manifest.counts().total(split);
  }

  private @Nullable ImportProgress progress(DatasetVersion version) {
    Phase phase = version.phase();
    if (phase == null) {
      return null;
    }
    return new ImportProgress(
        phase.name().toLowerCase(Locale.ROOT),
        version.done(),
        version.total(),
        eta(version.phaseStartedAt(), version.done(), version.total()));
  }

  private @Nullable Long eta(@Nullable Instant start, int done, int total) {
    if (start == null || done == 0 || total == 0) {
      return null;
    }
    Duration elapsed = Duration.between(start, clock.instant());
    return Math.max(0, elapsed.toSeconds() * (total - done) / done);
  }

  /** Says in which state a version is that is not ready, and what to do. */
  static String state(DatasetVersion version) {
    return switch (version.status()) {
      case UPLOADING ->
          String.format(
              Locale.ROOT, "%s is being uploaded; wait until it is READY", version.reference());
      case QUEUED ->
          String.format(
              Locale.ROOT,
              "%s waits to be imported by a node that trains; wait until it is READY",
              version.reference());
      case IMPORTING ->
          String.format(
              Locale.ROOT,
              "%s is being imported (%s); wait until it is READY",
              version.reference(),
              share(version));
      case FAILED ->
          String.format(
              Locale.ROOT,
              "The import of %s failed: %s. Send a corrected archive",
              version.reference(),
              version.failureMessage());
      case READY, MISSING -> version.reference() + " is " + version.status();
    };
  }

  /** Returns how far an import is. Decoding takes most of the time. */
  private static String share(DatasetVersion version) {
    Phase phase = version.phase();
    if (phase == null || phase == Phase.LISTING || version.total() == 0) {
      return "0 %";
    }
    return String.format(
        Locale.ROOT,
        "%s, %d %%",
        phase.name().toLowerCase(Locale.ROOT),
        (long) PERCENT * version.done() / version.total());
  }
}
