import { PageHead } from '../../parts/page-head.tsx';

export const StackPage = () => <PageHead title="StackPage" />;
