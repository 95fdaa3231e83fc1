package dev.residual.dataset.own;

import dev.residual.dataset.DatasetStatus;
import dev.residual.dataset.ingest.ImportObserver.Phase;
import dev.residual.dataset.ingest.ImportOptions;
import dev.residual.dataset.pack.PackManifest;
import dev.residual.web.UnicodeText;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One version of an own data set. Its verbs refuse what its state does not allow. */
@Entity
@Table(name = "dataset_version")
class DatasetVersion {

  private static final int MAX_MESSAGE = 4000;

  @Id private UUID id;
  private @Nullable UUID owner;
  private String name;
  private int version;

  @Enumerated(EnumType.STRING)
  private DatasetStatus status;

  private int attempt;
  private int attemptsUsed;

  @Convert(converter = OptionsConverter.class)
  private ImportOptions options;

  private @Nullable String inbox;

  @Column(name = "archive_sha256")
  private @Nullable String archiveSha256;

  @Column private long storedBytes;
  @Column private @Nullable String worker;

  @Enumerated(EnumType.STRING)
  private @Nullable Phase phase;

  private int done;
  private int total;
  private @Nullable Instant phaseStartedAt;

  @Convert(converter = PackManifestConverter.class)
  private @Nullable PackManifest manifest;

  private @Nullable String failureCode;
  private @Nullable String failureMessage;
  private Instant createdAt;
  private @Nullable Instant startedAt;
  private @Nullable Instant finishedAt;

  @SuppressWarnings("NullAway") // Hibernate fills the fields.
  protected DatasetVersion() {}

  /** Creates a version whose archive is being received. */
  DatasetVersion(
      DatasetReference reference,
      @Nullable UUID owner,
      ImportOptions options,
      @Nullable String inbox,
      Instant now) {
    id = UUID.randomUUID();
    this.owner = owner;
    name = reference.name();
    version = reference.version();
    status = DatasetStatus.UPLOADING;
    this.options = options;
    this.inbox = inbox;
    createdAt = now;
  }

  /** Queues the version, because its archive is there. */
  void queue(long bytes, @Nullable String sha256) {
    require(DatasetStatus.UPLOADING);
    status = DatasetStatus.QUEUED;
    storedBytes = bytes;
    archiveSha256 = sha256;
  }

  /** Begins an import, also after one whose worker was lost. */
  void start(String node, Instant now) {
    if (status != DatasetStatus.IMPORTING) {
      require(DatasetStatus.QUEUED);
    }
    status = DatasetStatus.IMPORTING;
    attempt++;
    attemptsUsed++;
    worker = node;
    startedAt = now;
    progress(Phase.LISTING, 0, 0, now);
  }

  /** Stores how far the import is. */
  void progress(Phase current, int count, int of, Instant now) {
    require(DatasetStatus.IMPORTING);
    if (phase != current || phaseStartedAt == null || done > count) {
      phase = current;
      phaseStartedAt = now;
    }
    done = count;
    total = of;
  }

  /**
   * Returns the version to the queue.
   *
   * @param attemptCounts whether the attempt is one of those that a version has
   */
  void release(boolean attemptCounts) {
    require(DatasetStatus.IMPORTING);
    status = DatasetStatus.QUEUED;
    worker = null;
    phase = null;
    if (!attemptCounts) {
      attemptsUsed--;
    }
  }

  /** Ends the import with a pack. */
  void succeed(PackManifest imported, Instant now) {
    require(DatasetStatus.IMPORTING);
    status = DatasetStatus.READY;
    manifest = imported;
    storedBytes = imported.files().stream().mapToLong(PackManifest.StoredFile::bytes).sum();
    phase = null;
    worker = null;
    finishedAt = now;
  }

  /** Ends the import without a pack. */
  void fail(String code, String message, Instant now) {
    require(DatasetStatus.IMPORTING);
    status = DatasetStatus.FAILED;
    storedBytes = 0;
    failureCode = code;
    failureMessage = UnicodeText.storable(message, MAX_MESSAGE);
    phase = null;
    worker = null;
    finishedAt = now;
  }

  private void require(DatasetStatus expected) {
    if (status != expected) {
      throw new IllegalStateException(reference() + " is " + status + ", not " + expected);
    }
  }

  /** Returns whether another attempt must not begin. */
  boolean attemptsExhausted(int max) {
    return attemptsUsed >= max;
  }

  /** Returns whether this attempt is the current one and runs. */
  boolean isRunning(int number) {
    return status == DatasetStatus.IMPORTING && attempt == number;
  }

  UUID id() {
    return id;
  }

  /** Returns the key of the client that made it, or null if nobody was asked for one. */
  @Nullable UUID owner() {
    return owner;
  }

  DatasetReference reference() {
    return new DatasetReference(name, version);
  }

  String name() {
    return name;
  }

  int version() {
    return version;
  }

  DatasetStatus status() {
    return status;
  }

  int attempt() {
    return attempt;
  }

  ImportOptions options() {
    return options;
  }

  @Nullable String inbox() {
    return inbox;
  }

  @Nullable String archiveSha256() {
    return archiveSha256;
  }

  @Nullable Phase phase() {
    return phase;
  }

  int done() {
    return done;
  }

  int total() {
    return total;
  }

  @Nullable Instant phaseStartedAt() {
    return phaseStartedAt;
  }

  @Nullable PackManifest manifest() {
    return manifest;
  }

  @Nullable String failureCode() {
    return failureCode;
  }

  @Nullable String failureMessage() {
    return failureMessage;
  }

  Instant createdAt() {
    return createdAt;
  }

  @Nullable Instant startedAt() {
    return startedAt;
  }

  @Nullable Instant finishedAt() {
    return finishedAt;
  }
}
