package dev.residual.model;

import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ArtifactConfiguration {

  @Bean
  Artifacts artifacts(ArtifactSettings settings) {
    return settings.s3() == null
        ? new FolderArtifacts(Objects.requireNonNull(settings.folder()))
        : S3Artifacts.connect(settings.s3());
  }
}
