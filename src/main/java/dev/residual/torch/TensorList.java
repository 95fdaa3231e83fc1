package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.List;
import java.util.Locale;

/**
 * A list of tensors in their memory order, in the form that libtorch's functions on lists need. It
 * owns its views, but not the tensors.
 */
final class TensorList implements AutoCloseable {

  private final List<NDArray> tensors;
  private final List<NDArray> views;
  private final List<Shape> shapes;
  private final Memory pointers;

  private TensorList(List<NDArray> tensors, List<NDArray> views) {
    this.tensors = tensors;
    this.views = views;
    views.forEach(TensorList::requireFloat);
    shapes = views.stream().map(NDArray::getShape).toList();
    pointers = new Memory(Math.max(1, (long) views.size() * Native.POINTER_SIZE));
    for (int i = 0; i < views.size(); i++) {
      pointers.setPointer((long) i * Native.POINTER_SIZE, implementation(views.get(i)));
    }
  }

  static TensorList of(List<NDArray> tensors, MemoryFormat format) {
    return new TensorList(tensors, tensors.stream().map(format::inMemoryOrder).toList());
  }

  /** Returns the only member of the {@code at::Tensor} to which a handle of DJL points. */
  static Pointer implementation(NDArray tensor) {
    return new Pointer(((PtNDArray) tensor).getHandle()).getPointer(0);
  }

  List<NDArray> tensors() {
    return views;
  }

  int size() {
    return views.size();
  }

  /**
   * Returns the address of the first element. An {@code at::ArrayRef} is this pointer and the
   * length.
   */
  Pointer pointers() {
    return pointers;
  }

  /**
   * Checks that two lists have the same shapes. Otherwise libtorch would write out of bounds.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  void requireSameShapes(TensorList other) {
    if (!shapes.equals(other.shapes)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "Tensors of shapes %s do not match %s", shapes, other.shapes));
    }
  }

  /**
   * Checks that the type is float32. With another type, libtorch would read and write out of
   * bounds.
   */
  private static void requireFloat(NDArray tensor) {
    if (tensor.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException("A tensor must be float32, was " + tensor.getDataType());
    }
  }

  @Override
  public void close() {
    for (int i = 0; i < views.size(); i++) {
      if (views.get(i) != tensors.get(i)) {
        views.get(i).close();
      }
    }
    pointers.close();
  }
}
