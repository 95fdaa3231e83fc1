package dev.residual.dataset.pack;

import dev.residual.dataset.DatasetException;
import dev.residual.dataset.LabeledImages;
import dev.residual.dataset.pack.PackManifest.StoredFile;
import dev.residual.storage.Sha256;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stored data set. Its images are mapped to memory and stay readable for as long as they are
 * used, also when the files are deleted meanwhile. Instances are immutable and thread-safe.
 */
public final class Pack {

  private final Path directory;
  private final PackManifest manifest;
  private final PackIndex index;

  /** The data files, in a list that all images of the pack share. */
  private final List<DataFile> data;

  private final ByteBuffer nameLines;
  private @Nullable ImageNames names;

  private Pack(
      Path directory,
      PackManifest manifest,
      PackIndex index,
      List<DataFile> data,
      ByteBuffer nameLines) {
    this.directory = directory;
    this.manifest = manifest;
    this.index = index;
    this.data = data;
    this.nameLines = nameLines;
  }

  /** Computes the SHA-256 digest of a file, in lower-case hexadecimal. */
  public interface Digests {
    String of(Path file) throws IOException;
  }

  /**
   * Opens a pack. The manifest, the index and the sizes of all files are checked.
   *
   * @param verify whether the digests of all files are checked too, for which they are read
   * @throws DatasetException if a file is missing or damaged; the message names it
   * @throws IOException if a file cannot be read at the moment
   */
  public static Pack open(Path directory, boolean verify) throws IOException {
    return open(directory, verify ? Sha256::of : null);
  }

  /**
   * Opens a pack. The manifest, the index, and the sizes and digests of all files are checked.
   *
   * @param digests computes the digests, or knows them
   * @throws DatasetException if a file is missing or damaged; the message names it
   * @throws IOException if a file cannot be read at the moment
   */
  public static Pack open(Path directory, @Nullable Digests digests) throws IOException {
    PackManifest manifest = PackManifest.read(directory);
    for (StoredFile file : manifest.files()) {
      check(directory, file, digests);
    }
    PackIndex index = PackIndex.of(PackFiles.read(directory, PackFiles.INDEX), manifest);
    List<DataFile> data = new ArrayList<>();
    for (int part = 0; part < manifest.files().size() - PackFiles.OTHERS.size(); part++) {
      data.add(DataFile.map(directory, PackFiles.data(part)));
    }
    return new Pack(directory, manifest, index, data, PackFiles.map(directory, PackFiles.NAMES));
  }

  private static void check(Path directory, StoredFile file, @Nullable Digests digests)
      throws IOException {
    Path path = directory.resolve(file.name());
    try {
      long bytes = Files.size(path);
      if (bytes != file.bytes()) {
        throw new DatasetException(
            String.format(
                Locale.ROOT, "%s has %d bytes, expected %d", file.name(), bytes, file.bytes()));
      }
      String sha256 = digests != null ? digests.of(path) : file.sha256();
      if (!sha256.equals(file.sha256())) {
        throw new DatasetException(
            String.format(
                Locale.ROOT,
                "the SHA-256 of %s is %s, expected %s",
                file.name(),
                sha256,
                file.sha256()));
      }
    } catch (NoSuchFileException e) {
      throw PackFiles.missing(file.name(), e);
    }
  }

  /** Runs an action once neither the pack nor images of it can be reached any more. */
  public void whenUnreachable(Cleaner cleaner, Runnable action) {
    cleaner.register(data, action);
  }

  /** Returns what is known of the pack without its images. */
  public PackManifest manifest() {
    return manifest;
  }

  /** Returns the images of a split. */
  public LabeledImages images(Split split) {
    return new MappedImages(
        data, index, manifest.channels(), first(split), manifest.counts().total(split));
  }

  /**
   * Returns what an image was called when it was imported.
   *
   * @throws IndexOutOfBoundsException if the split has no such image
   * @throws DatasetException if the file of the names is damaged
   */
  public String name(Split split, int image) {
    Objects.checkIndex(image, manifest.counts().total(split));
    return names().get(first(split) + image);
  }

  /** The lines are counted at the first call, because few uses need names. */
  private synchronized ImageNames names() {
    if (names == null) {
      int images = 0;
      for (Split split : Split.values()) {
        images += manifest.counts().total(split);
      }
      names = new ImageNames(nameLines, images);
    }
    return names;
  }

  /**
   * Returns the content of {@code report.json}.
   *
   * @throws DatasetException if it is missing
   */
  public byte[] report() throws IOException {
    return PackFiles.read(directory, PackFiles.REPORT);
  }

  /**
   * Returns the content of {@code unreadable.csv}, which lists the files that became no images.
   *
   * @throws DatasetException if it is missing
   */
  public byte[] unreadable() throws IOException {
    return PackFiles.read(directory, PackFiles.UNREADABLE);
  }

  private int first(Split split) {
    int first = 0;
    for (Split other : Split.values()) {
      first += other.code() < split.code() ? manifest.counts().total(other) : 0;
    }
    return first;
  }
}
