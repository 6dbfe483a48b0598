//! Pictures: what is in them, that they are whole, and that no number upsets them.

use proptest::collection::vec;
use proptest::prelude::*;
use syntony_host::io::bitmap;
use syntony_host::plot::{Figure, Mark, Picture, Series, Sheet, SheetRow, terminal};

/// Width, height and the pixels of a PNG in red, green, blue.
fn decode(png: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    assert_eq!(frame.color_type, png::ColorType::Rgb);
    (frame.width, frame.height, pixels)
}

fn onset() -> Figure {
    let points = |shift: f64| (0..13).map(move |k| (f64::from(k) * 0.25, (f64::from(k) * 0.25 - shift).max(0.0).tanh()));
    Figure::new("Onset of synchrony", "coupling K", "order parameter r")
        .with(Series::new("K rising", Mark::LinePoints, points(1.5)))
        .with(Series::new("K falling", Mark::Dashed, points(1.0)))
}

fn letters() -> Sheet {
    let letters = bitmap::parse("l", "A:\n.#.\n#.#\n###\n#.#\n\nB:\n##.\n###\n#.#\n##.\n").unwrap();
    let stored: Vec<Picture> = letters.iter().map(Picture::from).collect();
    let half = Picture::grey(3, 4, &[0.5; 12], (0.0, 1.0)).against(&letters[0].pixels);
    Sheet {
        title: "Recall <of> & letters".to_owned(),
        captions: vec!["A".to_owned(), "B".to_owned()],
        rows: vec![
            SheetRow { label: "stored".to_owned(), pictures: stored.clone() },
            SheetRow { label: "settling".to_owned(), pictures: vec![half, stored[1].clone()] },
        ],
    }
}

#[test]
fn svg_holds_every_name_and_is_the_same_each_time() {
    let svg = onset().to_svg().unwrap();
    for words in ["Onset of synchrony", "coupling K", "order parameter r", "K rising", "K falling", "1.5"] {
        assert!(svg.contains(words), "{words:?} is missing");
    }
    assert_eq!(svg, onset().to_svg().unwrap());
    assert!(svg.starts_with("<svg width=\"880\" height=\"520\" viewBox=\"0 0 3520 2080\""));
    let sheet = letters().to_svg().unwrap();
    assert!(sheet.contains("Recall &lt;of&gt; &amp; letters"), "signs of the markup are escaped");
}

#[test]
fn png_holds_the_colours_of_its_series_and_letters() {
    let (width, height, pixels) = decode(&onset().to_png().unwrap());
    assert_eq!((width, height), (1760, 1040));
    for color in [[0x00, 0x72, 0xb2], [0xd5, 0x5e, 0x00], [0x22, 0x26, 0x2b]] {
        let count = pixels.chunks(3).filter(|p| *p == color).count();
        assert!(count > 500, "{count} pixels of {color:?}");
    }
}

#[test]
fn a_sheet_draws_every_pixel_of_its_pictures() {
    let (width, _, pixels) = decode(&letters().to_png().unwrap());
    let count = |color: [u8; 3]| pixels.chunks(3).filter(|p| *p == color).count();
    // A pixel of a picture is 7 logical ones, so 14 of the PNG, a side; A has 8 set, B 9, and B is there twice.
    assert_eq!(count([0x1d, 0x2b, 0x45]), (8 + 2 * 9) * 14 * 14);
    // Half ink counts as set: the 4 clear pixels of A are wrong there.
    assert_eq!(count([0xe4, 0x93, 0x51]), 4 * 14 * 14);
    assert!(width < 1200);
}

#[test]
fn charts_in_the_terminal() {
    insta::assert_snapshot!("marks", terminal::chart(&onset(), 50, 12, false).unwrap());
    let one = Figure { series: onset().series[..1].to_vec(), ..onset() };
    insta::assert_snapshot!("dots", terminal::chart(&one, 50, 12, false).unwrap());
    insta::assert_snapshot!("colors", terminal::chart(&onset(), 30, 6, true).unwrap().replace('\x1b', "ESC"));
    let law = Series::new("cost", Mark::Points, (0..9).map(|k| (f64::from(1 << k), 1e-6 * f64::from(1 << (2 * k)))));
    let log = Figure::new("", "nodes", "seconds").with(law).log_x().log_y();
    insta::assert_snapshot!("logarithms", terminal::chart(&log, 50, 12, false).unwrap());
}

#[test]
fn pictures_in_the_terminal() {
    let sheet = letters();
    let all = || sheet.captions.iter().map(String::as_str).zip(&sheet.rows[0].pictures);
    insta::assert_snapshot!("row", terminal::pictures(all(), 80));
    insta::assert_snapshot!("bands", terminal::pictures(all(), 5));
}

#[test]
fn what_cannot_be_drawn() {
    let figure = Figure::new("r", "K", "r");
    let with = |points: &[(f64, f64)]| figure.clone().with(Series::new("a", Mark::Line, points.to_vec()));
    insta::assert_snapshot!(figure.to_svg().unwrap_err(), @r#""r": there is nothing to draw; give at least one point with finite numbers"#);
    insta::assert_snapshot!(with(&[(f64::NAN, 1.0)]).to_png().unwrap_err(), @r#""r": there is nothing to draw; give at least one point with finite numbers"#);
    insta::assert_snapshot!(with(&[(1.0, 1.0), (0.0, 1.0)]).log_x().to_svg().unwrap_err(), @r#""a": point 2 is 0 on a logarithmic axis; leave it out, or use a linear axis"#);
    insta::assert_snapshot!(with(&vec![(0.0, 0.0); 200_001]).to_svg().unwrap_err(), @r#""r": 200001 points are too many for one picture; split it"#);
    insta::assert_snapshot!(onset().write("a.jpg".as_ref()).unwrap_err(), @"a.jpg: the ending names no kind of picture; write a .png or a .svg file");
    insta::assert_snapshot!(onset().write("/no/such/folder/a.svg".as_ref()).unwrap_err(), @"/no/such/folder/a.svg: cannot write it: No such file or directory (os error 2); make its folder first");
    insta::assert_snapshot!(Sheet::default().to_png().unwrap_err(), @r#""": there is nothing to draw; give at least one row of pictures"#);
    let mut uneven = letters();
    uneven.rows[1].pictures.pop();
    insta::assert_snapshot!(uneven.to_png().unwrap_err(), @r#""Recall <of> & letters": row "settling" has 1 pictures for 2 captions; give every row one picture a caption, each with width times height pixels"#);
    let mut torn = letters();
    torn.rows[0].pictures[0].ink.pop();
    insta::assert_snapshot!(torn.to_png().unwrap_err(), @r#""Recall <of> & letters": a picture of 3 x 4 has 11 pixels; give every row one picture a caption, each with width times height pixels"#);
    let mut tall = letters();
    tall.rows = vec![tall.rows[0].clone(); 3000];
    insta::assert_snapshot!(tall.to_png().unwrap_err(), @r#""Recall <of> & letters": 286 x 108102 pixels are too many for one picture; split it"#);
}

#[test]
fn ticks_next_to_each_other_differ() {
    for (from, step) in [(1e9, 10.0), (-3e15, 1e12), (2e-9, 1e-10), (0.0, 1e-6), (1e5, 0.25), (0.0, 1e200)] {
        let points = (0..10).map(|k| (f64::from(k), from + step * f64::from(k)));
        let text = terminal::chart(&Figure::new("", "", "").with(Series::new("", Mark::Line, points)), 20, 20, false).unwrap();
        let labels: Vec<&str> = text.lines().filter_map(|line| line.split_once('\u{2524}')).map(|(label, _)| label.trim()).collect();
        let mut different = labels.clone();
        different.dedup();
        assert!(labels.len() > 2 && labels == different, "{labels:?}");
    }
}

#[test]
fn many_names_leave_room_for_the_chart() {
    let series = |k: i32| Series::new(format!("series {k} of a hundred"), Mark::Line, [(0.0, f64::from(k)), (1.0, f64::from(k))]);
    let figure = (0..100).map(series).fold(Figure::new("t", "x", "y"), Figure::with);
    let (_, height, pixels) = decode(&figure.to_png().unwrap());
    let rows = pixels.chunks(1760 * 3).filter(|row| row.chunks(3).filter(|p| *p == [0x00, 0x72, 0xb2]).count() > 800).count();
    assert!(rows > 20, "{rows} of {height} rows hold a line");
}

#[test]
fn files_are_what_their_ending_says() {
    let folder = tempfile::tempdir().unwrap();
    let (svg, png) = (folder.path().join("a.SVG"), folder.path().join("a.png"));
    onset().write(&svg).unwrap();
    letters().write(&png).unwrap();
    assert_eq!(std::fs::read_to_string(&svg).unwrap(), onset().to_svg().unwrap());
    assert_eq!(std::fs::read(&png).unwrap(), letters().to_png().unwrap());
}

/// Numbers of every size, and those that are none.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![any::<f64>(), -10.0..10.0f64, Just(0.0), Just(f64::MAX), Just(f64::MIN), Just(f64::MIN_POSITIVE), Just(5e-324)]
}

proptest! {
    // Each case draws a whole chart twice.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_number_upsets_a_chart(points in vec((number(), number()), 0..12), logs in any::<[bool; 2]>(), range in prop::option::of((number(), number()))) {
        let mut figure = Figure::new("t", "x", "y").with(Series::new("a", Mark::LinePoints, points.clone()));
        figure = figure.with(Series::new("b", Mark::Dashed, points));
        (figure.x.log, figure.y.log, figure.y.range) = (logs[0], logs[1], range);
        let (svg, text) = (figure.to_svg(), terminal::chart(&figure, 40, 10, true));
        prop_assert_eq!(svg.is_ok(), text.is_ok());
        if let Ok(svg) = svg {
            prop_assert!(!svg.contains("NaN") && !svg.contains("inf") && svg.len() < 200_000);
        }
    }

    #[test]
    fn a_chart_of_any_words_and_size(words in ".{0,40}", width in 0usize..1000, height in 0usize..1000) {
        let figure = Figure::new(words.clone(), words.clone(), words.clone()).with(Series::new(words, Mark::Points, [(1.0, 2.0)]));
        figure.to_svg().unwrap();
        terminal::chart(&figure, width, height, false).unwrap();
    }
}
