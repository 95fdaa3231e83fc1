package dev.residual.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The file of an embedded database. If it is removed while the service runs, the service continues
 * to use the removed file, and everything written to it is lost when the service ends.
 */
@Component
class DatabaseFile {

  private static final String EXTENSION = ".mv.db";

  private final @Nullable Path path;
  private final @Nullable Object key;

  DatabaseFile(DatabaseMode database, JdbcClient jdbc) throws IOException {
    path = database.isShared() ? null : path(jdbc);
    key = path == null ? null : key(path);
  }

  private static @Nullable Path path(JdbcClient jdbc) {
    Optional<String> path = jdbc.sql("call database_path()").query(String.class).optional();
    // A database in memory has no file, and files in H2's own file systems are not visible here.
    return path.map(it -> Path.of(it + EXTENSION)).filter(Files::exists).orElse(null);
  }

  private static @Nullable Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** Returns the path of the file if it is no longer the file that was opened, or empty. */
  Optional<Path> lost() {
    if (path == null) {
      return Optional.empty();
    }
    try {
      return key == null || key.equals(key(path)) ? Optional.empty() : Optional.of(path);
    } catch (IOException e) {
      return Optional.of(path);
    }
  }
}
