package dev.residual.storage;

import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Chooses the artifact store that the settings name. */
@Configuration(proxyBeanMethods = false)
class ArtifactConfiguration {

  @Bean
  ArtifactStore artifacts(ArtifactSettings settings) {
    return settings.s3() == null
        ? new FolderArtifactStore(Objects.requireNonNull(settings.folder()))
        : S3ArtifactStore.connect(settings.s3());
  }
}
