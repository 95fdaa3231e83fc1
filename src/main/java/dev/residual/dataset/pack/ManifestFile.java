package dev.residual.dataset.pack;

import dev.residual.dataset.DatasetException;
import dev.residual.storage.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes {@code dataset.json}. Its own digest is in a second file, in the format that
 * {@code sha256sum -c} reads.
 */
final class ManifestFile {

  static final String NAME = "dataset.json";
  static final String CHECKSUM = NAME + ".sha256";

  // A mapper of its own, so that changes to the JSON of the HTTP API do not affect files on disk.
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ManifestFile() {}

  /** Writes the manifest after its digest, so that a pack that has a manifest is complete. */
  static void write(Path directory, PackManifest manifest) throws IOException {
    byte[] json = json(manifest);
    Files.writeString(directory.resolve(CHECKSUM), checksumLine(json));
    Files.write(directory.resolve(NAME), json);
  }

  private static byte[] json(PackManifest manifest) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
  }

  static String sha256(PackManifest manifest) {
    return Sha256.of(json(manifest));
  }

  static PackManifest read(Path directory) throws IOException {
    byte[] json = PackFiles.read(directory, NAME);
    String checksum = new String(PackFiles.read(directory, CHECKSUM), StandardCharsets.ISO_8859_1);
    if (!checksumLine(json).equals(checksum)) {
      throw new DatasetException(
          String.format(Locale.ROOT, "the SHA-256 of %s is not the one in %s", NAME, CHECKSUM));
    }
    try {
      int format = JSON.readTree(json).path("format").asInt(0);
      if (format != PackManifest.FORMAT) {
        throw new DatasetException(
            String.format(
                Locale.ROOT,
                "the format in %s is %d, but only %d is supported",
                NAME,
                format,
                PackManifest.FORMAT));
      }
      PackManifest manifest = JSON.readValue(json, PackManifest.class);
      requireKnownFiles(manifest);
      return manifest;
    } catch (JacksonException e) {
      throw new DatasetException(NAME + " cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  /** Checks that the files have the names that the writer gives them. */
  private static void requireKnownFiles(PackManifest manifest) {
    List<String> names = manifest.files().stream().map(PackManifest.StoredFile::name).toList();
    int parts = names.size() - PackFiles.OTHERS.size();
    boolean known = parts > 0 && names.subList(parts, names.size()).equals(PackFiles.OTHERS);
    for (int part = 0; known && part < parts; part++) {
      known = names.get(part).equals(PackFiles.data(part));
    }
    if (!known) {
      throw new DatasetException(NAME + " names unknown files: " + names);
    }
  }

  private static String checksumLine(byte[] json) {
    return Sha256.of(json) + "  " + NAME + "\n";
  }
}
