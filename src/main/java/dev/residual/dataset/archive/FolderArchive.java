package dev.residual.dataset.archive;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** The files below a folder. Links are not followed, so none leads out of it or in circles. */
final class FolderArchive implements Archive {

  private final Path root;
  private final ArchiveLimits limits;

  FolderArchive(Path folder, ArchiveLimits limits) throws IOException {
    this.root = folder.toRealPath();
    this.limits = limits;
  }

  @Override
  public void forEach(Visitor visitor) throws IOException {
    Walk walk = new Walk(limits, visitor);
    Files.walkFileTree(root, new FolderVisitor(walk));
    walk.end();
  }

  @Override
  public void close() {
    // No file stays open.
  }

  private final class FolderVisitor extends SimpleFileVisitor<Path> {

    private final Walk walk;

    FolderVisitor(Walk walk) {
      this.walk = walk;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      if (folder.equals(root)) {
        return FileVisitResult.CONTINUE;
      }
      walk.folder(name(folder));
      return EntryName.isHidden(name(folder))
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isSymbolicLink()) {
        walk.ignore(name(file), Ignored.LINK);
      } else if (!attributes.isRegularFile()) {
        walk.ignore(name(file), Ignored.DEVICE);
      } else {
        walk.file(name(file), attributes.size(), shown -> content(shown, file));
      }
      return FileVisitResult.CONTINUE;
    }

    // The path comes from the walk, never from a name in an archive.
    private FileContent content(ArchiveFile shown, Path file) {
      return new FileContent(
          shown,
          () -> Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS),
          limits.maxSize(shown.path()),
          null,
          FileContent.NO_CHECKSUM);
    }

    private String name(Path file) {
      return root.relativize(file).toString();
    }
  }
}
