package dev.residual.predict;

import dev.residual.files.PrivateFiles;
import dev.residual.web.UploadFolder;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import org.springframework.web.multipart.MultipartResolver;
import org.springframework.web.multipart.support.StandardServletMultipartResolver;

/**
 * Keeps the files of multipart bodies from other users of the machine. Tomcat writes them with the
 * usual rights, so their folder has to be closed.
 */
@Configuration(proxyBeanMethods = false)
@Import(UploadFolder.class)
class MultipartConfiguration {

  private static final Logger log = LoggerFactory.getLogger(MultipartConfiguration.class);

  /** Creates the folder before Tomcat does, also when it was deleted meanwhile. */
  @Bean
  MultipartResolver multipartResolver(UploadFolder folder) {
    warnIfOpen(folder);
    return new StandardServletMultipartResolver() {
      @Override
      public MultipartHttpServletRequest resolveMultipart(HttpServletRequest request) {
        create(folder);
        return super.resolveMultipart(request);
      }
    };
  }

  private static void warnIfOpen(UploadFolder uploads) {
    Path folder = Path.of(uploads.location());
    try {
      if (!uploads.location().isEmpty() && Files.isDirectory(folder)) {
        PrivateFiles.createFolderOrWarn(folder, "uploads until they are used");
      }
    } catch (IOException e) {
      log.debug("The rights to {} are not known", folder, e);
    }
  }

  /** A folder that cannot be created is answered as one that takes no file. */
  private static void create(UploadFolder uploads) {
    try {
      if (!uploads.location().isEmpty()) {
        PrivateFiles.createFolder(Path.of(uploads.location()));
      }
    } catch (IOException e) {
      log.debug("{} cannot be created", uploads.location(), e);
    }
  }
}
