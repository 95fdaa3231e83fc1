package dev.residual.dataset.own;

import dev.residual.access.Caller;
import dev.residual.dataset.DatasetDefinition;
import dev.residual.dataset.DatasetStatus;
import dev.residual.dataset.DatasetUsers;
import dev.residual.dataset.UnknownDatasetException;
import dev.residual.dataset.ingest.ImportOptions;
import dev.residual.web.Problem;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What clients do with own data sets. Each method is one transaction. */
@Component
@Transactional
class DatasetLifecycle {

  private final DatasetVersions versions;
  private final ImportQueue queue;
  private final ObjectProvider<DatasetUsers> users;
  private final Clock clock;

  DatasetLifecycle(
      DatasetVersions versions,
      ImportQueue queue,
      ObjectProvider<DatasetUsers> users,
      Clock clock) {
    this.versions = versions;
    this.queue = queue;
    this.users = users;
    this.clock = clock;
  }

  /**
   * Returns the newest version of a name that did not fail, if the name is taken.
   *
   * @throws Problem (409) if it is the name of a built-in data set
   */
  @Transactional(readOnly = true)
  public Optional<DatasetVersion> taken(String name) {
    if (DatasetDefinition.isReserved(name)) {
      throw Problem.of(
          HttpStatus.CONFLICT,
          "dataset-reserved",
          String.format(
              Locale.ROOT, "The name %s is used by the service itself; choose another one", name));
    }
    return versions.findByNameOrderByVersionDesc(name).stream()
        .filter(version -> version.status() != DatasetStatus.FAILED)
        .findFirst();
  }

  /**
   * Creates the next version of a data set, whose archive is now received.
   *
   * @param newVersion whether there may be versions already
   * @throws Problem (409) if there is one, but {@code newVersion} is false; (403) if it belongs to
   *     another client
   */
  public DatasetVersion begin(
      String name, boolean newVersion, ImportOptions options, @Nullable String inbox) {
    Optional<DatasetVersion> taken = taken(name);
    if (taken.isPresent() && !newVersion) {
      throw exists(taken.get());
    }
    // A new version is what the name stands for from then on.
    taken.ifPresent(version -> Caller.requireOwn(version.owner(), "Data set " + name));
    List<DatasetVersion> all = versions.findByNameOrderByVersionDesc(name);
    int next = all.isEmpty() ? 1 : all.get(0).version() + 1;
    return versions.saveAndFlush(
        new DatasetVersion(
            new DatasetReference(name, next), Caller.currentId(), options, inbox, clock.instant()));
  }

  static Problem exists(DatasetVersion version) {
    return Problem.of(
        HttpStatus.CONFLICT,
        "dataset-exists",
        String.format(
            Locale.ROOT,
            "There is a data set %s already (%s); send newVersion=true to add a version to it, or"
                + " choose another name",
            version.reference(),
            version.status()));
  }

  /** Returns a version of the name with the same content and options, if there is one. */
  @Transactional(readOnly = true)
  public Optional<DatasetVersion> same(String name, ImportOptions options, String sha256) {
    return versions.findByNameOrderByVersionDesc(name).stream()
        .filter(version -> version.status() != DatasetStatus.FAILED)
        .filter(version -> sha256.equals(version.archiveSha256()))
        .filter(version -> version.options().equals(options))
        .findFirst();
  }

  /** Queues a version whose archive is there. */
  public DatasetVersion queue(UUID id, long bytes, @Nullable String sha256) {
    DatasetVersion version =
        versions.lock(id).orElseThrow(() -> new IllegalStateException("the upload was removed"));
    version.queue(bytes, sha256);
    queue.put(version);
    return version;
  }

  /** Removes a version whose archive was not received. */
  public void abandon(UUID id) {
    versions
        .lock(id)
        .filter(version -> version.status() == DatasetStatus.UPLOADING)
        .ifPresent(versions::delete);
  }

  /**
   * Deletes a version, also while it is imported.
   *
   * @return its id
   * @throws UnknownDatasetException if there is none
   * @throws Problem (409) if a job uses it; (403) if it belongs to another client
   */
  public UUID delete(DatasetReference reference) {
    DatasetVersion version =
        versions
            .lock(reference.name(), reference.version())
            .orElseThrow(() -> new UnknownDatasetException(reference.toString(), versions.names()));
    Caller.requireOwn(version.owner(), "Data set " + reference);
    users.stream()
        .flatMap(each -> each.userOf(reference.toString()).stream())
        .findFirst()
        .ifPresent(
            user -> {
              throw Problem.of(
                  HttpStatus.CONFLICT,
                  "dataset-in-use",
                  String.format(
                      Locale.ROOT,
                      "%s is used by %s; wait for its end or cancel it first",
                      reference,
                      user));
            });
    versions.delete(version);
    return version.id();
  }
}
