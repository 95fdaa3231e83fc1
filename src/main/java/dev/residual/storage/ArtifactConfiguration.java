package dev.residual.storage;

import dev.residual.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Chooses the artifact store that the settings name. */
@Configuration(proxyBeanMethods = false)
class ArtifactConfiguration {

  @Bean
  ArtifactStore artifacts(ArtifactSettings settings) {
    return settings.s3() == null
        ? new FolderArtifactStore(writable(Objects.requireNonNull(settings.folder())))
        : S3ArtifactStore.connect(settings.s3());
  }

  /**
   * Creates the folder if it does not exist, so that a job does not fail at its end because it is
   * missing.
   */
  private static Path writable(Path folder) {
    try {
      Files.delete(Files.createTempFile(PrivateFiles.createFolder(folder), "start", ".tmp"));
      return folder;
    } catch (IOException e) {
      throw new UnwritableFolderException(folder, e);
    }
  }
}
