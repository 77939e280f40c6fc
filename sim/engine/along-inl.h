// Rows and single numbers alike. Included once per instruction set by kernels.cpp.

/// A coefficient along the paths; one number for all is laid out as a row of one vector.
template <class D>
class Along {
 public:
  Along(D d, const Coefficient& c)
      : at_(c.row != nullptr ? c.row : number_), step_(c.row != nullptr ? ~std::size_t{0} : 0) {
    hn::Store(hn::Set(d, c.value), d, number_);
  }
  HWY_INLINE hn::Vec<D> operator()(std::size_t i) const { return hn::Load(D(), at_ + (i & step_)); }

 private:
  HWY_ALIGN double number_[hn::MaxLanes(D())];
  const double* at_;
  std::size_t step_;
};
