package dev.residual.dataset.ingest;

import java.util.List;

/** The labels and images that a layout gives, before they are counted. */
record LabeledFiles(LayoutKind kind, List<String> labels, List<Assigned> files) {}
