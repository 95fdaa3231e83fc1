package dev.residual.dataset.own;

import dev.residual.access.limit.StoredBytes;
import dev.residual.storage.ArtifactStore;
import dev.residual.storage.ArtifactStore.Room;
import dev.residual.web.Problem;
import java.util.Locale;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Refuses archives for which there is no room, and knows how much of it each client takes. */
@Component
class UploadRoom implements StoredBytes {

  /** An archive and the images in it are stored at the same time. */
  private static final int COPIES = 2;

  private final ArtifactStore artifacts;
  private final DatasetVersions versions;
  private final UploadSettings settings;

  UploadRoom(ArtifactStore artifacts, DatasetVersions versions, UploadSettings settings) {
    this.artifacts = artifacts;
    this.versions = versions;
    this.settings = settings;
  }

  /**
   * Checks that there is room for an archive and its images.
   *
   * @param bytes size of the archive; less than 1 if it is not known
   * @throws Problem (507) if there is none
   */
  void require(long bytes) {
    Room room = artifacts.room();
    long needed = COPIES * Math.max(1, bytes);
    if (needed > room.free()) {
      throw noRoom("The disk has too little room", needed, room.free());
    }
    long allowed = (long) (settings.maxDiskShare() * room.total());
    long left = allowed - versions.storedBytes().orElse(0L);
    if (needed > left) {
      throw noRoom(
          "Own data sets may take a share of "
              + settings.maxDiskShare()
              + " of the disk (residual.dataset.max-disk-share)",
          needed,
          Math.max(0, left));
    }
  }

  /** Returns the size of the archives and data sets of a client. */
  @Override
  public long of(UUID owner) {
    return versions.storedBytes(owner).orElse(0L);
  }

  private static Problem noRoom(String what, long needed, long free) {
    return Problem.of(
        HttpStatus.INSUFFICIENT_STORAGE,
        "no-room",
        String.format(
            Locale.ROOT,
            "%s: the archive and its images need about %,d bytes, %,d are free. Delete data sets or"
                + " models that are not needed, and send it again",
            what,
            needed,
            free));
  }
}
