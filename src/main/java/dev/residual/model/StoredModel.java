package dev.residual.model;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model in the artifact store, which may be registered.
 *
 * @param key key of its files in the store, {@code jobs/{id}/{attempt}/model}, or {@code
 *     models/{time}-{random}/model} if its weights are from elsewhere
 */
public record StoredModel(String key, Manifest manifest) {

  /** The folder of the models whose weights are from elsewhere. */
  public static final String UPLOADS = "models";

  /** The name of the artifact of a model in the folder of its job or upload. */
  public static final String NAME = "model";

  private static final Pattern UPLOAD = Pattern.compile("(\\d{13,18})-[0-9a-f-]{36}");

  /**
   * Returns a new key for a model whose weights are from elsewhere. It has the time in it, by which
   * the files of a killed upload are told from those of a running one.
   */
  public static String newUploadKey(Instant now) {
    return String.format(
        Locale.ROOT, "%s/%d-%s/%s", UPLOADS, now.toEpochMilli(), UUID.randomUUID(), NAME);
  }

  /** Returns when a folder in {@link #UPLOADS} got its name, or empty if it is not one of ours. */
  public static Optional<Instant> uploadTime(String folder) {
    Matcher parts = UPLOAD.matcher(folder);
    return parts.matches()
        ? Optional.of(Instant.ofEpochMilli(Long.parseLong(parts.group(1))))
        : Optional.empty();
  }
}
