package dev.residual.dataset.ingest;

import java.util.List;
import java.util.Map;

/**
 * What the files of an archive mean. The images and the ignored entries are all of its files, save
 * those that describe others, and its empty folders.
 *
 * @param kind how the labels are said
 * @param labels names of the classes, by index
 * @param files the images, in the order of the archive or of the CSV file
 * @param ignored number of entries that are not images of the data set, by reason in kebab-case
 * @param options the options, with those of the archive where the request says nothing
 */
public record Layout(
    LayoutKind kind,
    List<String> labels,
    List<Assigned> files,
    Map<String, Integer> ignored,
    ImportSpec options) {

  public Layout {
    labels = List.copyOf(labels);
    files = List.copyOf(files);
    ignored = Map.copyOf(ignored);
  }
}
