package dev.residual.dataset.cache;

import dev.residual.storage.FolderArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A folder that is used as if it were far away. It counts the copies for all processes. */
class RemoteStore extends FolderArtifactStore {

  private final Path fetches;

  RemoteStore(Path folder) {
    super(folder);
    fetches = folder.resolve("fetches");
  }

  long fetches() throws IOException {
    return Files.exists(fetches) ? Files.size(fetches) : 0;
  }

  @Override
  public boolean readsInPlace() {
    return false;
  }

  @Override
  public void copy(String key, Path directory) throws IOException {
    Files.write(fetches, new byte[1], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    super.copy(key, directory);
  }
}
