package dev.residual.dataset.decode;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** What became of each file of a layout, by its index. Instances are thread-safe. */
public final class DecodedFiles {

  private final AtomicReferenceArray<@Nullable Object> outcomes;

  public DecodedFiles(int files) {
    outcomes = new AtomicReferenceArray<>(files);
  }

  void put(int file, SpooledImage image) {
    outcomes.set(file, image);
  }

  /** Says that a file is unreadable. */
  public void put(int file, Unreadable reason) {
    outcomes.set(file, reason);
  }

  /** Returns the number of files. */
  public int size() {
    return outcomes.length();
  }

  /** Returns the image of a file, or null if it is unreadable. */
  public @Nullable SpooledImage image(int file) {
    return outcomes.get(file) instanceof SpooledImage image ? image : null;
  }

  /** Returns why a file is unreadable, or null if it is not. */
  public @Nullable Unreadable unreadable(int file) {
    Object outcome = outcomes.get(file);
    if (outcome == null) {
      return Unreadable.MISSING;
    }
    return outcome instanceof Unreadable reason ? reason : null;
  }
}
