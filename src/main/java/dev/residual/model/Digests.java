package dev.residual.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The SHA-256 of files of a directory, in a file beside them as {@code sha256sum -c} reads it. */
final class Digests {

  private static final String FILE = "SHA256SUMS";

  private Digests() {}

  static void write(Path directory, String... files) throws IOException {
    Files.writeString(directory.resolve(FILE), sums(directory, files));
  }

  /**
   * @throws ArtifactException if a file is not the one that was written
   */
  static void require(Path directory, String... files) throws IOException {
    if (!Files.readString(directory.resolve(FILE)).equals(sums(directory, files))) {
      throw new ArtifactException("%s is not what its %s says".formatted(directory, FILE));
    }
  }

  private static String sums(Path directory, String... files) throws IOException {
    StringBuilder sums = new StringBuilder();
    for (String file : files) {
      sums.append(Sha256.of(directory.resolve(file))).append("  ").append(file).append('\n');
    }
    return sums.toString();
  }
}
